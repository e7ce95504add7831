/* What pre-flight found, in words for staff. */
import {t} from './api.js';

const KINDS = {
  cut: [t('Text cut'), (one) => (one.length ? t('A text of %(n)s characters ends in “%(text)s”.', {n: one.length, text: one.text}) : t('A text ends in “%(text)s”.', {text: one.text}))],
  small: [t('Text too small'), (one) => t('“%(text)s” cannot be read from five metres.', {text: one.text})],
  outside: [t('Text outside'), (one) => t('“%(text)s” does not stand on the wall as a whole.', {text: one.text})],
  picture: [t('Picture missing'), (one) => t('%(text)s is not there, or is no picture.', {text: one.text})],
  empty: [t('Empty wall'), () => t('Nothing of the agenda and no message is shown.')],
  failed: [t('Not looked at'), (one) => t('The wall did not load: %(text)s', {text: one.text})],
};

/** @return {string} what a finding is, in a word or two */
export const kindOf = (one) => KINDS[one.kind][0];
/** @return {string} a sentence on it */
export const sentence = (one) => KINDS[one.kind][1](one);
/** What was looked for and not found, for the last line. @param {Array<{kind: string}>} found @return {string} */
export function clean(found) {
  const kinds = new Set(found.map((one) => one.kind));
  return [
    kinds.has('picture') ? '' : t('No picture is missing.'),
    kinds.has('small') || kinds.has('outside') ? '' : t('No text is too small or outside.'),
    kinds.has('cut') ? '' : t('No text is cut.'),
    kinds.has('empty') ? '' : t('No wall is empty.'),
  ].filter(Boolean).join(' ');
}
