/**
 * Between making an account and the first place: the owner goes on to name the server, everybody
 * else to where people talk. It stands in for every place until the address is right.
 */
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { User } from '@/shared/api/wire';
import { places } from '@/shared/place';
import { useMessenger, useServices } from '@/shared/services';
import { Skeleton } from '@/shared/ui/skeleton';
import { useCell } from '@/shared/use-cell';
import { arrivalOf } from './arrival';
import { FIRST_VISIT } from './first-visit';

/** Without a connection nobody waits here: the first place says what is so. */
const LATE_MS = 4_000;

export function ArrivalPage({ user }: { readonly user: User }) {
  const { session } = useServices();
  const { mirror } = useMessenger();
  const isKnown = useCell(mirror.isKnown);
  const views = useCell(mirror.views);
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const isLate = useIsLate();
  const first = isKnown ? arrivalOf(views) : null;
  const isOwner = user.role === 'owner';
  const elsewhere = isKnown || isLate ? places.home : null;
  const other = first ? places.conversation(first.id) : elsewhere;
  const target = isOwner ? places.welcome : other;
  useEffect(() => {
    if (target === null) return;
    if (pathname === target) session.arrived();
    else void navigate(target, { replace: true, state: isOwner ? null : FIRST_VISIT });
  }, [target, pathname, isOwner, navigate, session]);
  return <Skeleton />;
}

function useIsLate(): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate;
}
