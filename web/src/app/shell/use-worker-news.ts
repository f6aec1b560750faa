import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { places } from '@/shared/place';
import { useMessenger } from '@/shared/services';
import { useCell } from '@/shared/use-cell';
import { workerNews } from '@/shared/worker-news';

/** Goes where a notification leads that was pressed, and sends what was written in one. */
export function useWorkerNews(): void {
  const navigate = useNavigate();
  const messenger = useMessenger();
  const news = useCell(workerNews);
  useEffect(() => {
    if (!news) return;
    workerNews.set(null);
    if (news.type === 'open') void navigate(places.message(news.conversation_id, news.seq));
    else if (news.type === 'outbox') messenger.look();
  }, [news, navigate, messenger]);
}
