/** Signals of Ctrl-C this close together are one press: the terminal, npm and Nx may each pass it on. */
const samePressMs = 500;

/**
 * A listener of SIGINT in a program's parent. On the second press the program is killed, once it has had time to end by
 * itself: a program that computes without a pause never sees a signal.
 *
 * @param {{ kill: () => void, graceMs: number, onPress?: () => void }} options `onPress` is called for each press
 * @returns {{ listener: () => void, hasKilled: () => boolean }}
 */
export function endOnSecondPress({ kill, graceMs, onPress = () => {} }) {
  let began = -Infinity;
  let presses = 0;
  let killed = false;
  const end = () => {
    killed = true;
    kill();
  };
  const listener = () => {
    const now = performance.now();
    if (now - began <= samePressMs) return;
    began = now;
    presses += 1;
    onPress();
    if (presses === 2) setTimeout(end, graceMs).unref();
  };
  return { listener, hasKilled: () => killed };
}
