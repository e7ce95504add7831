/* A button that is held to act: by pointer, or by Space or Enter. Letting go stops it; its foot says how far it is. Nothing else on
   it moves. */
import {t} from './api.js';
import {el, fill} from './dom.js';

const LONG = 2000;  // ms

/**
 * @param {string} text on it @param {string} hint below @param {function()} act once it was held long enough
 * @return {!HTMLButtonElement}
 */
export function holdButton(text, hint, act) {
  const title = el('b', null, text), line = el('span', null, hint), bar = el('i', {class: 'hold__bar'});
  const button = el('button', {class: 'btn hold', type: 'button'}, title, line, bar);
  let started = 0, frame = 0;

  function start() {
    if (started || button.disabled) return;
    started = performance.now();
    button.classList.add('is-held');
    step();
  }
  function step() {
    const held = performance.now() - started;
    bar.style.setProperty('--held', Math.min(1, held / LONG));
    if (held >= LONG) {
      stop();
      button.disabled = true;
      act();
      return;
    }
    fill(title, t('Keep holding: %(seconds)s s', {seconds: Math.ceil((LONG - held) / 1000)}));
    fill(line, t('Let go to stop.'));
    frame = requestAnimationFrame(step);
  }
  function stop() {
    cancelAnimationFrame(frame);
    started = 0;
    button.classList.remove('is-held');
    bar.style.removeProperty('--held');
    fill(title, text);
    fill(line, hint);
  }

  button.addEventListener('pointerdown', (event) => { if (event.button === 0) start(); });
  for (const name of ['pointerup', 'pointercancel', 'pointerleave', 'blur']) button.addEventListener(name, stop);
  button.addEventListener('keydown', (event) => {
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      start();
    }
  });
  button.addEventListener('keyup', stop);
  button.addEventListener('click', (event) => event.preventDefault());
  button.addEventListener('contextmenu', (event) => event.preventDefault());
  return button;
}
