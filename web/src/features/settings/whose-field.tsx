/** Whose password it is, for password managers alone. */
export function WhoseField({ username }: { readonly username: string }) {
  return <input autoComplete="username" hidden name="username" readOnly value={username} />;
}
