/** What `emoji-plugin.ts` makes of a language's emoji. */
declare module '*/data.json?emoji' {
  type Tones = readonly [string, string, string, string, string];
  const groups: readonly (readonly [
    name: string,
    emoji: readonly (readonly [emoji: string, label: string, words: string, tones?: Tones])[],
  ])[];
  export default groups;
}

/** In the names of a language that has no such list. */
declare module '*/data.json?emoji=ar' {
  const groups: typeof import('emojibase-data/en/data.json?emoji').default;
  export default groups;
}
