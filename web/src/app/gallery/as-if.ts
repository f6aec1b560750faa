/**
 * What is under a pointer, pressed, or has the focus, in a picture: `data-as="hover"` is styled as
 * `:hover` is. The rules are those of the app, written once more by the page's own script.
 */

const STATES: Readonly<Record<string, string>> = {
  ':hover': '[data-as="hover"]',
  ':active': '[data-as="active"]',
  ':focus-visible': '[data-as="focus"]',
};

const known = new WeakSet<CSSStyleSheet>();

export function showAsIf(): void {
  for (const sheet of document.styleSheets) {
    if (known.has(sheet)) continue;
    known.add(sheet);
    repeat(sheet);
  }
}

function repeat(group: CSSStyleSheet | CSSGroupingRule): void {
  for (const rule of [...group.cssRules]) {
    if (rule instanceof CSSStyleRule) {
      const selector = asIf(rule.selectorText);
      if (selector === rule.selectorText) continue;
      group.insertRule(`${selector} { ${rule.style.cssText} }`, group.cssRules.length);
    } else if (rule instanceof CSSGroupingRule) {
      repeat(rule);
    }
  }
}

function asIf(selector: string): string {
  return Object.entries(STATES).reduce((text, [state, as]) => text.replaceAll(state, as), selector);
}
