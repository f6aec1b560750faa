/** The three parts that `messages-plugin.ts` makes of a language. */
declare module '*.json?first' {
  const messages: import('@lingui/core').Messages;
  export default messages;
}
declare module '*.json?later' {
  const messages: import('@lingui/core').Messages;
  export default messages;
}
declare module '*.json?pushed' {
  const messages: import('@lingui/core').Messages;
  export default messages;
}
