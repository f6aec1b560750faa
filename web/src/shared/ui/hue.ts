/** Which of the 12 hues of `hue.css` is somebody's: the same on every device. */
const HUES = 12;

export function hueOf(id: string): number {
  let hash = 0;
  for (const unit of id) hash = (hash * 31 + unit.charCodeAt(0)) % 65_521;
  return hash % HUES;
}
