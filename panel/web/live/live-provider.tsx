/** Opens the event stream for the signed-in person and keeps the cache true with it. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { routeUrl } from '../api/client.js';
import { keys } from '../api/query-keys.js';
import { useMe } from '../app/session.js';
import { useOpenTask } from '../tasks/use-open-task.js';
import { applyEvent } from './apply-event.js';
import { LiveConnection, type LiveState } from './live-connection.js';
import { StaleMarker } from './stale-marker.js';
import { TaskToasts } from './task-toasts.js';

const LiveContext = createContext<LiveConnection | null>(null);

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const me = useMe();
  const openTask = useOpenTask();
  const opener = useRef(openTask);
  useEffect(() => {
    opener.current = openTask;
  });
  const [connection] = useState(
    () => new LiveConnection(routeUrl('events'), () => void client.invalidateQueries({ queryKey: keys.me })),
  );

  useEffect(() => {
    const stale = new StaleMarker(client);
    const toasts = new TaskToasts(me, (id) => opener.current(id));
    const unsubscribe = connection.onEvent((event) => {
      applyEvent(client, stale, event);
      if (event.type === 'task.updated') toasts.onTask(event.data);
    });
    connection.start();
    return () => {
      unsubscribe();
      stale.stop();
      connection.stop();
    };
  }, [client, connection, me]);

  return <LiveContext value={connection}>{children}</LiveContext>;
}

function useConnection(): LiveConnection {
  const connection = use(LiveContext);
  if (!connection) throw new Error('LiveProvider is missing');
  return connection;
}

/** Whether events arrive at the moment. */
export function useLiveState(): LiveState {
  const connection = useConnection();
  return useSyncExternalStore(connection.onState, connection.state);
}
