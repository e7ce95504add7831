/* A page drawn smaller than it is: a frame of a display's size, scaled into the middle of its box, whatever size that has. */
import {el} from './dom.js';

const sizes = new WeakMap();
const fitter = new ResizeObserver((entries) => entries.forEach(({target}) => fit(target)));

/** A box for a page of a display's size, empty until `frameIn`. @param {Array<number>} size width and height, CSS pixels @return {Element} */
export function boxOf(size) {
  const box = el('div', {class: 'mini'});
  sizes.set(box, size);
  fitter.observe(box);
  return box;
}
/** Put a frame into a box. @param {Element} box from `boxOf` @param {Object} attributes of the frame @return {HTMLIFrameElement} */
export function frameIn(box, attributes) {
  const [width, height] = sizes.get(box);
  const frame = el('iframe', {width, height, tabindex: '-1', scrolling: 'no', ...attributes});
  frame.addEventListener('load', () => box.classList.toggle('is-there', !!frame.src));  // until then it is no black wall
  box.append(frame);
  fit(box);
  return frame;
}

function fit(box) {
  const frame = box.firstChild, [width, height] = sizes.get(box);
  if (!frame) return;
  const scale = Math.min(box.clientWidth / width, box.clientHeight / height);
  frame.style.transform = `translate(${(box.clientWidth - scale * width) / 2}px, ${(box.clientHeight - scale * height) / 2}px) scale(${scale})`;
}
