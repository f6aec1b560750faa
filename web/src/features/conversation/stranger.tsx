/** Who opens a conversation that they aren't in is seldom: what they see is loaded then. */
import { useSay } from '@/shared/i18n/i18n';
import { Part, usePart } from '@/shared/part';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { Skeleton } from '@/shared/ui/skeleton';
import { EmptyPage } from './empty-page';

const strange = new Part(async () => {
  const { StrangePage } = await import('./strange-page');
  return { StrangePage };
});

export function Stranger({ id }: { readonly id: string }) {
  const say = useSay();
  const part = usePart(strange);
  if (part instanceof Object) return <part.StrangePage id={id} />;
  return (
    <EmptyPage>
      {part === 'failed' ? (
        <Notice words={say('app.not_loaded')}>
          <Button look="quiet" onClick={() => void strange.load()}>
            {say('app.retry')}
          </Button>
        </Notice>
      ) : (
        <Skeleton rows={8} />
      )}
    </EmptyPage>
  );
}
