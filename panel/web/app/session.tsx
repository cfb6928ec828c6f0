/** Who is signed in; the gate in front of every page but the sign-in. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, use } from 'react';
import { Navigate, useLocation } from 'react-router';
import type { Me } from '../../../contract/panel/account.js';
import type { Role } from '../../../contract/panel/common.js';
import { call, send } from '../api/client.js';
import { ApiError } from '../api/errors.js';
import { keys } from '../api/query-keys.js';
import { ErrorState } from '../ui/error-state.js';
import { FullPageLoader } from '../ui/full-page-loader.js';

/** From few rights to many. Written here because the contract's list would bring its schema library along. */
const rank: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

const MeContext = createContext<Me | null>(null);

/** The signed-in person, or null where nobody is. */
export function useSession() {
  return useQuery({
    queryKey: keys.me,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        return await call('me', { signal });
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 5 * 60_000,
  });
}

/** Shows its children only to somebody signed in; sends everybody else to the sign-in and back again. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.data) return <MeContext value={session.data}>{children}</MeContext>;
  if (session.data === null) {
    const here = `${pathname}${search}`;
    return <Navigate replace to={here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`} />;
  }
  if (session.error) return <ErrorState page error={session.error} onRetry={() => void session.refetch()} />;
  return <FullPageLoader />;
}

/** @throws Error outside of the gate */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error('SessionGate is missing');
  return me;
}

/** Whether the person may do what needs `role`. The server decides; this only spares them a refusal. */
export function useMay(role: Role): boolean {
  return rank[useMe().role] >= rank[role];
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => send('/api/auth/sign-out', { method: 'POST', body: '{}' }),
    // A new page load leaves nothing of the person behind in memory.
    onSuccess: () => window.location.assign('/sign-in'),
  });
}
