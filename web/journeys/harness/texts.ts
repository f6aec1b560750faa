/** What people write, and what some would like to. */

/** Each is one message, and is to arrive character by character. */
export const TEXTS: readonly string[] = [
  'Grüße, señor, žluťoučký kůň, Ελληνικά, Русский, Հայերեն',
  'שלום, מה שלומך?',
  'مرحبا كيف حالك؟ 123 abc',
  'left \u202eright to left\u202c and back',
  '\u2067isolated עברית\u2069 in English',
  '你好，世界。こんにちは、世界。안녕하세요 세계',
  'नमस्ते दुनिया, สวัสดีชาวโลก, မင်္ဂလာပါ, ሰላም ልዑል',
  'Z̷̧̛͔̗a̸̧̛̱̰l̵̨̛̗g̷̢̛̠o̸͓̚ ̵̛̙t̶̨̛e̴̡̛x̵̧̛t̷̛̤',
  '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 1️⃣ 🧑🏿‍🚀',
  '👍',
  'e\u0301 is not \u00e9 but looks so; ﬀ ﬁ; ① ² ½',
  'zero\u200bwidth\u200djoiner\u2060and\ufeffmore',
  '𝕬𝖘𝖙𝖗𝖆𝖑 𐍈 𠜎 𝄞',
  'noncharacter \uffff and private \ue000',
  'two\n\nlines   and   spaces\n\tand a tab',
  'https://example.org/ä?q=1&r=(2)#x, and (https://example.org/a_(b)) and nothing-else.example',
  '@nobody @all-hands @ someone@example.org #general',
  'snake_case_name, 2*3*4, ~5 of 10, a|b, C:\\new\\x, [1], #general, * * and __',
  'supercalifragilisticexpialidocious'.repeat(12),
  'ＷＩＤＥ　ＬＥＴＴＥＲＳ',
  '{count, plural, one {#} other {#}} {name} %s %d $& \\n \\u0041 &amp; &lt;b&gt;',
  'null undefined NaN [object Object] __proto__ constructor',
];

/** Each calls `hack` where anything takes it for more than text; short enough for every field. */
export const SCRIPTS: readonly string[] = [
  '<script>hack()</script>',
  '<img src=x onerror=hack()>',
  '"><svg onload=hack()>',
  "'-hack()-'",
  '</textarea><script>hack()</script>',
  '</title><script>hack()</script>',
  'javascript:hack()',
  '[x](javascript:hack())',
  'https://x.example/"onmouseover="hack()',
  'data:text/html,<script>hack()</script>',
  '<iframe srcdoc="<script>parent.hack()</script>">',
  '<a href=javascript:hack() autofocus onfocus=hack()>x</a>',
  '{{constructor.constructor("hack()")()}}',
  '`-hack()-` #{hack()} <%= hack() %>',
  '<math><mi xlink:href="javascript:hack()">',
  '<details open ontoggle=hack()>',
  '<style>@import"javascript:hack()"</style>',
  '<base href="javascript:hack()//">',
];

/** Each of the marks that mean something. */
export const FORMATTED = `# Saturday
**Who brings what**, as we said on _Monday_:

1. Bread: [the bakery](https://bakery.example.org/orders) opens at *seven*
2. Cheese ~~from the market~~
   - the hard one
   - and \`brie\`, 200 g

> Somebody should bring wine, @anna-berg

- [x] Plates
- [ ] Glasses

| Time | Who | What |
| :-- | :-: | --: |
| 18:00 | Ben | 4 loaves |
| 19:30 | Cleo | 12 glasses |`;

export const CODE = `It waits like this:

\`\`\`ts
// Once an hour, and never twice.
export async function wait(ms: number): Promise<string> {
  const until = clock.now() + ms;
  if (ms > 3_600_000) throw new Error("too long");
  return \`until \${until}\`;
}
\`\`\``;
