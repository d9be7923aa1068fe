import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpoint, hubCache, ignoresProxy, asksOffline, ownCache } from './environment.ts';

describe('the environment', () => {
  it('places the cache as huggingface_hub does', () => {
    const env = { HF_HUB_CACHE: '/a', HF_HOME: '/b', XDG_CACHE_HOME: '/c' };
    expect(hubCache(env)).toBe('/a');
    expect(hubCache({ ...env, HF_HUB_CACHE: '' })).toBe('/b/hub');
    expect(hubCache({ XDG_CACHE_HOME: '/c' })).toBe('/c/huggingface/hub');
    expect(hubCache({})).toBe(join(homedir(), '.cache/huggingface/hub'));
    expect(hubCache({ HF_HOME: '~/hf' })).toBe(join(homedir(), 'hf/hub'));
    expect(ownCache({ XDG_CACHE_HOME: '/c' })).toBe('/c/singlora');
  });

  it('names the endpoint without a slash at its end', () => {
    expect(endpoint({})).toBe('https://huggingface.co');
    expect(endpoint({ HF_ENDPOINT: 'https://mirror.example/hf//' })).toBe(
      'https://mirror.example/hf',
    );
  });

  it.each([
    ['1', true],
    ['True', true],
    ['YES', true],
    ['on', true],
    ['0', false],
    ['', false],
    [undefined, false],
  ])('HF_HUB_OFFLINE=%s: %s', (value, offline) => {
    expect(asksOffline({ HF_HUB_OFFLINE: value })).toBe(offline);
  });

  it('sees a proxy that fetch does not use', () => {
    expect(ignoresProxy({ https_proxy: 'http://proxy' })).toBe(true);
    expect(ignoresProxy({ HTTPS_PROXY: 'http://proxy', NODE_USE_ENV_PROXY: '1' })).toBe(false);
    expect(ignoresProxy({})).toBe(false);
  });
});
