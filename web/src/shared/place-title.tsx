import { useServer } from './api/use-server';

/** What the browser calls this place: in its tabs, its history, and what it says on arriving. */
export function PlaceTitle({ title }: { readonly title: string }) {
  const server = useServer().data?.name ?? 'Snug';
  return <title>{title === '' ? server : `${title} · ${server}`}</title>;
}
