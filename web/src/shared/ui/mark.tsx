/** The app's mark. In the page itself, so that it is seen before anything else has come: see `index.html`. */
export function Mark() {
  return (
    <svg aria-hidden height={56} viewBox="0 0 32 32" width={56}>
      <rect fill="#2a2018" height="32" rx="8" width="32" />
      <path d="M9 13a7 7 0 0 1 14 0v3H9z" fill="#f0a03c" />
      <rect fill="#f0a03c" height="8" width="2" x="15" y="16" />
      <rect fill="#f0a03c" height="2" rx="1" width="12" x="10" y="24" />
    </svg>
  );
}
