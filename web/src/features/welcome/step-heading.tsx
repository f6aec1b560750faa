import { useEffect, useRef } from 'react';
import { CardHeading } from '@/shared/ui/card-heading';

interface Props {
  readonly title: string;
  readonly lead: string;
}

/** Takes the focus, so that the next step is read and the keyboard goes on from its top. */
export function StepHeading({ title, lead }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return <CardHeading heading={heading} lead={lead} title={title} />;
}
