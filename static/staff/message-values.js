/* What somebody writes of a message, as the form has it (`values`), and the message that is sent of it; `walls` is the walls' first language. */
import {now} from './frame.js';
import {fromField, toField} from './when.js';

export function blank(walls) {
  return {words: {[walls]: {title: '', text: ''}}, style: 'banner', status: 'actual', where: 'all', chosen: [], from: '', minutes: '60', until: '', issuer: '', place: ''};
}

export function fromPrepared(one, walls) {
  const {message} = one, main = message.language || walls;
  const words = spoken({[main]: {title: message.title, text: message.text}, ...message.texts}, walls);
  return {...blank(walls), words, style: message.style, status: message.status, where: message.screens ? 'pick' : 'all', chosen: message.screens || [],
    minutes: one.minutes ? String(one.minutes) : message.style === 'takeover' ? '120' : '', issuer: message.issuer, place: message.place};
}

export function fromSent(sent, walls) {
  const values = fromPrepared({message: sent, minutes: null}, walls), start = sent.from ? Date.parse(sent.from) : 0;
  return {...values, minutes: sent.until ? 'at' : '', until: sent.until ? toField(Date.parse(sent.until)) : '', from: start > now() ? toField(start) : ''};
}

/** Words by language, the walls' first one first: what is prepared in English is there for walls that speak British English. */
function spoken(words, walls) {
  const base = (tag) => tag.split('-')[0], alike = words[walls] ? walls : Object.keys(words).find((tag) => base(tag) === base(walls));
  const {[alike]: first = {title: '', text: ''}, ...others} = words;
  return {[walls]: first, ...others};
}

/** The message: of the words those that have a headline, of the screens those that are chosen by name, floor or room. */
export function messageOf(values, walls, screens) {
  const written = Object.entries(values.words).filter(([, words]) => words.title.trim());
  const main = values.words[walls] && values.words[walls].title.trim() ? walls : (written[0] || [walls])[0];
  const first = values.words[main] || {title: '', text: ''};
  return {
    title: first.title, text: first.text, language: main,
    texts: Object.fromEntries(written.filter(([tag]) => tag !== main)),
    style: values.style, status: values.status, screens: values.where === 'all' ? null : chosen(values, screens),
    from: values.from ? new Date(fromField(values.from)).toISOString() : null, until: untilOf(values), issuer: values.issuer, place: values.place
  };
}

function chosen(values, screens) {
  if (values.where === 'floors') return screens.filter((one) => values.chosen.includes(one.floor)).map((one) => one.name);
  if (values.where === 'rooms') return screens.filter((one) => one.room && values.chosen.includes(one.room)).map((one) => one.name);
  return values.chosen;
}

/** When it ends, as a time; null where it does not end by itself. */
export function untilOf(values) {
  const {minutes, until, from} = values;
  if (minutes === 'at') return until ? new Date(fromField(until)).toISOString() : null;
  return minutes ? new Date((from ? fromField(from) : now()) + minutes * 60000).toISOString() : null;
}
