/** What `emoji-plugin.ts` makes of a language's emoji. */
declare module '*/data.json?emoji' {
  type Tones = readonly [string, string, string, string, string];
  const groups: readonly (readonly [
    name: string,
    emoji: readonly (readonly [emoji: string, label: string, words: string, tones?: Tones])[],
  ])[];
  export default groups;
}
