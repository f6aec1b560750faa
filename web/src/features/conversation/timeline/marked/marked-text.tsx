/** A message's words with what their marks mean: React's elements, one for each thing that was read. */
import type { Token, Tokens } from 'marked';
import { createContext, type ReactNode, use, useMemo } from 'react';
import type { Message } from '@/shared/api/wire';
import { MessageWords, WebLink } from '../message-words';
import { webAddress } from '../text-part';
import { blocksOf } from './blocks-of';
import { CodeBlock } from './code-block';
import styles from './marked.module.css';

interface Props {
  readonly message: Message;
  readonly tabIndex: number;
  /** What stands behind the last word. */
  readonly children?: ReactNode;
}

interface Around extends Omit<Props, 'children'> {
  /** A link leads to one place: what is in it leads nowhere else. */
  readonly isLinked?: boolean;
}

const Context = createContext<Around | null>(null);

export function MarkedText({ message, tabIndex, children }: Props) {
  const body = message.body ?? '';
  const blocks = useMemo(() => blocksOf(body)?.filter((it) => it.type !== 'space'), [body]);
  const context = useMemo(() => ({ message, tabIndex }), [message, tabIndex]);
  const last = blocks?.at(-1);
  const isWords = last?.type === 'paragraph' || last?.type === 'heading';
  return (
    <Context value={context}>
      <div className={styles['text']}>
        {blocks?.map((it, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text are made anew with it
          <Block key={at} token={it}>
            {isWords && it === last && children}
          </Block>
        )) ?? <Words text={body} />}
        {/* Behind what is no line of words it has a line of its own, where it needs one. */}
        {!isWords && <div className={styles['after']}>{children}</div>}
      </div>
    </Context>
  );
}

interface BlockProps {
  readonly token: Token;
  readonly children?: ReactNode;
}

function Block({ token, children }: BlockProps) {
  const it = token as Tokens.Generic;
  switch (token.type) {
    case 'paragraph':
      return (
        <p className={styles['paragraph']} dir="auto">
          <Inside of={it} />
          {children}
        </p>
      );
    case 'heading':
      // What one person writes large is no part of the page's own order.
      return (
        <p className={styles['heading']} data-large={it['depth'] === 1} dir="auto">
          <strong>
            <Inside of={it} />
          </strong>
          {children}
        </p>
      );
    case 'code':
      return <Code token={token as Tokens.Code} />;
    case 'blockquote':
      return (
        <blockquote className={styles['quote']} dir="auto">
          <Inside of={it} />
        </blockquote>
      );
    case 'list':
      return <List token={token as Tokens.List} />;
    case 'table':
      return <Table token={token as Tokens.Table} />;
    case 'hr':
      return <hr className={styles['ruler']} />;
    case 'space':
      return null;
    default:
      return <Inline token={token} />;
  }
}

function Code({ token }: { readonly token: Tokens.Code }) {
  const { tabIndex } = useText();
  return <CodeBlock language={token.lang ?? ''} tabIndex={tabIndex} text={token.text} />;
}

function List({ token }: { readonly token: Tokens.List }) {
  const items = token.items.map((it, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text are made anew with it
    <li data-task={it.task} dir="auto" key={at}>
      {it.tokens.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <Block key={index} token={part} />
      ))}
    </li>
  ));
  if (!token.ordered) return <ul className={styles['list']}>{items}</ul>;
  return (
    <ol className={styles['list']} start={token.start === '' ? undefined : token.start}>
      {items}
    </ol>
  );
}

function Table({ token }: { readonly token: Tokens.Table }) {
  const cell = (it: Tokens.TableCell, at: number) => {
    const Cell = it.header ? 'th' : 'td';
    return (
      <Cell data-align={it.align ?? undefined} dir="auto" key={at}>
        <Inlines tokens={it.tokens} />
      </Cell>
    );
  };
  return (
    <table className={styles['table']}>
      <thead>
        <tr>{token.header.map(cell)}</tr>
      </thead>
      <tbody>
        {token.rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text are made anew with it
          <tr key={at}>{row.map(cell)}</tr>
        ))}
      </tbody>
    </table>
  );
}

/** Blocks in a quote, words in a line. */
function Inside({ of: { type, tokens } }: { readonly of: Tokens.Generic }) {
  if (type !== 'blockquote') return <Inlines tokens={tokens ?? []} />;
  return tokens?.map((it, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text are made anew with it
    <Block key={at} token={it} />
  ));
}

function Inlines({ tokens }: { readonly tokens: readonly Token[] }) {
  return tokens.map((it, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text are made anew with it
    <Inline key={at} token={it} />
  ));
}

function Inline({ token }: { readonly token: Token }) {
  const { tokens = [] } = token as Tokens.Generic;
  switch (token.type) {
    case 'strong':
      return (
        <strong className={styles['strong']}>
          <Inlines tokens={tokens} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Inlines tokens={tokens} />
        </em>
      );
    case 'del':
      return (
        <del>
          <Inlines tokens={tokens} />
        </del>
      );
    case 'codespan':
      return <code className={styles['code']}>{token.text}</code>;
    case 'br':
      return '\n';
    case 'checkbox':
      return <Tick isDone={(token as Tokens.Checkbox).checked} />;
    case 'escape':
      return token.text;
    case 'link':
    case 'image':
      return <Linked token={token as Tokens.Link} />;
    case 'text':
      return tokens.length > 0 ? <Inlines tokens={tokens} /> : <Words text={token.text} />;
    default:
      return token.raw;
  }
}

/** Nobody ticks it here: it is what the writer ticked. */
function Tick({ isDone }: { readonly isDone: boolean }) {
  return <span className={styles['tick']}>{isDone ? '☑\u{fe0e} ' : '☐\u{fe0e} '}</span>;
}

const ADDRESS = /:\/\/|^\S+\.\S+$/u;

/** With words of its own. Where they look like an address, they have to be the one that it leads to. */
function Linked({ token }: { readonly token: Tokens.Link }) {
  const around = useText();
  const href = webAddress(token.href);
  const isBare = token.raw === token.text || token.text === '';
  const isTrue = !ADDRESS.test(token.text) || sameHost(token.text, href ?? '');
  if (href === null || !isTrue || isBare) return <Words text={token.raw} />;
  return (
    <Context value={{ ...around, isLinked: true }}>
      <WebLink href={href} tabIndex={around.tabIndex} title={href}>
        {/* A picture from elsewhere would tell its server who looks at it. */}
        {token.type === 'link' ? <Inlines tokens={token.tokens} /> : token.text}
      </WebLink>
    </Context>
  );
}

function sameHost(text: string, href: string): boolean {
  const said = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(said) && URL.canParse(href) && new URL(said).host === new URL(href).host;
}

function Words({ text }: { readonly text: string }) {
  const { message, tabIndex, isLinked } = useText();
  return isLinked ? text : <MessageWords message={message} tabIndex={tabIndex} text={text} />;
}

function useText(): Around {
  const context = use(Context);
  if (!context) throw new Error('no text above');
  return context;
}
