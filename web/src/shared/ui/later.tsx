/** What is shown only when waiting takes long enough to be noticed. */
import { type ReactNode, useEffect, useState } from 'react';

const NOTICED_MS = 200;

export function Later({ children }: { readonly children: ReactNode }) {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), NOTICED_MS);
    return () => clearTimeout(timer);
  }, []);
  return isShown ? children : null;
}
