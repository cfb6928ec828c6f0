import { Button, Card, Center, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { send } from '../api/client.js';
import { ApiError } from '../api/errors.js';
import { keys } from '../api/query-keys.js';
import { useSession } from '../app/session.js';
import { BrandMark } from '../app/shell/brand.js';
import { ErrorNote } from '../ui/error-note.js';
import { safeNext } from './safe-next.js';

/** Says a refused sign-in in words that help; which of the two was wrong is nobody's business. */
function explain(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.status === 401 || error.status === 400) {
    return new ApiError(
      error.status,
      'Email or password is wrong.',
      'Check both and try again. The first sign-in was printed when the panel started for the first time.',
    );
  }
  if (error.status === 429) {
    return new ApiError(
      429,
      'Too many attempts.',
      error.retryAfter
        ? `Wait ${Math.ceil(error.retryAfter)} seconds, then try again.`
        : 'Wait a minute, then try again.',
    );
  }
  return error;
}

export function SignInPage() {
  const [params] = useSearchParams();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const client = useQueryClient();
  const session = useSession();
  const signIn = useMutation({
    mutationFn: () =>
      send('/api/auth/sign-in/email', {
        method: 'POST',
        body: JSON.stringify({ email: email.trim(), password }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.me }),
  });
  if (session.data) return <Navigate replace to={safeNext(params.get('next'))} />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  const away = session.error && !signIn.error ? session.error : null;
  return (
    <Center component="main" mih="100dvh" p="md">
      <title>Sign in · MooPanel</title>
      <Stack w="100%" maw={380} gap="lg">
        <Stack align="center" gap="xs">
          <BrandMark size={44} />
          <Title order={1}>Sign in to MooPanel</Title>
          {params.has('next') && (
            <Text c="dimmed" ta="center">
              Sign in to go on where you were.
            </Text>
          )}
        </Stack>
        <Card padding="xl">
          <form onSubmit={submit}>
            <Stack gap="md">
              <TextInput
                label="Email"
                type="email"
                name="email"
                autoComplete="username"
                required
                withAsterisk={false}
                autoFocus
                value={email}
                onChange={(event) => setEmail(event.currentTarget.value)}
              />
              <PasswordInput
                label="Password"
                name="password"
                autoComplete="current-password"
                required
                withAsterisk={false}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
              />
              <ErrorNote error={signIn.error ? explain(signIn.error) : away} />
              <Button type="submit" size="md" fullWidth loading={signIn.isPending}>
                Sign in
              </Button>
            </Stack>
          </form>
        </Card>
      </Stack>
    </Center>
  );
}
