/** Code in the colours of its language, as React's elements. Loaded by `code-block.tsx` alone. */
import { common, createLowlight } from 'lowlight';
import { type ReactNode, useMemo } from 'react';
import './painted.css';

const painter = createLowlight(common);

interface Props {
  readonly text: string;
  readonly language: string;
}

export function Painted({ text, language }: Props) {
  return useMemo(() => {
    const name = language.toLowerCase();
    if (!painter.registered(name)) return text;
    return painter.highlight(name, text).children.map(drawn);
  }, [text, language]);
}

type Node = ReturnType<typeof painter.highlight>['children'][number];

function drawn(node: Node, key: number): ReactNode {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return null;
  const { className } = node.properties;
  const names = Array.isArray(className) ? className.join(' ') : undefined;
  return (
    <span className={names} key={key}>
      {node.children.map(drawn)}
    </span>
  );
}
