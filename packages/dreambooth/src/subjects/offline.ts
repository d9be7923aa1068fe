import { HubError } from '@singlora/hub';

/** Whether an error means that there is no network, or may mean it. */
export function isOffline(error: unknown): error is HubError {
  return error instanceof HubError && error.code === 'HUB_OFFLINE';
}
