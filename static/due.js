/* What of a page is due now: the templates of a store by their times (docs/page.md, "Lists"). */
(function (signage) {
  'use strict';
  var clock = signage.clock, page = signage.page, serial = 0;

  function seconds(template, name) { var value = template.getAttribute(name); return value === null ? NaN : value * 1000; }
  /**
   * What is due of a store at a moment, and from when until when it is that.
   * @typedef {{due: !Array<!Element>, told: !Array<!Element>, id: number, from: number, until: number}} State `told`: rows that wait only
   *   because their board looks no further ahead; `id`: another one than that of the state before whenever these are others
   */

  /** @param {!Element} store a `<template data-due>` @param {number} at epoch ms @param {State|undefined} before @return {State} */
  function look(store, at, before) {
    var state = {due: [], told: [], id: 0, from: -Infinity, until: Infinity};
    [].forEach.call(store.content.children, function (template) {
      var from = seconds(template, 'data-from'), until = seconds(template, 'data-until'), told = seconds(template, 'data-told');
      [from, until, told].forEach(function (edge) {
        if (edge <= at) { state.from = Math.max(state.from, edge); }
        if (edge > at) { state.until = Math.min(state.until, edge); }
      });
      if (!(from > at) && !(until <= at)) { state.due.push(template); }
      if (told <= at && from > at) { state.told.push(template); }
    });
    state.id = before && same(before.due, state.due) && same(before.told, state.told) ? before.id : serial += 1;
    return state;
  }
  function covers(state, at) { return !!state && state.from <= at && at < state.until; }
  /**
   * What is due of a store: nothing is looked at again before that is over. While the time is not known it is what was due when the
   * page was served. @return {State}
   */
  function stateOf(store) {
    var at = !clock.trust || clock.isUnsure ? page.number('data-now') : clock.moment, old = store.state;
    if (!covers(old, at)) {
      store.state = covers(store.soon, at) ? store.soon : look(store, at, old);
      store.soon = null;
      if (!old || store.state.id !== old.id) { signage.report.onChange(); }
    }
    clock.wakeAt(store.state.until);
    return store.state;
  }
  /** What will be due of a store. @param {number=} at a moment to come, epoch ms; none: now @return {State} */
  function stateAt(store, at) {
    var now = stateOf(store);
    if (!(at >= now.until)) { return now; }
    if (!covers(store.soon, at)) { store.soon = look(store, at, now); }
    return store.soon;
  }
  function same(some, others) { return some.length === others.length && some.every(function (one, i) { return one === others[i]; }); }
  /** The templates of a panel that are due, of those that wait in its store. @param {number=} at a moment to come; none: now */
  function waiting(panel, at) {
    var store = storeOf(panel);
    return store ? stateAt(store, at).due : [];
  }
  function storeOf(panel) { return (panel.store = panel.store || panel.querySelector('template[data-due]')); }
  /**
   * Put templates in place of others. From behind, for the numbers are those of before.
   * @param {!Element} store
   * @param {!Array<!Array>} parts each the number of the first that goes, how many go, and the HTML of those that come
   */
  function splice(store, parts) {
    var were = [].slice.call(store.content.children);
    parts.slice().reverse().forEach(function (part) {
      var fresh = document.createElement('template'), end = part[0] + part[1];
      fresh.innerHTML = part[2];
      were.slice(part[0], end).forEach(function (template) { store.content.removeChild(template); });
      store.content.insertBefore(fresh.content, were[end] || null);
    });
    if (store.state) { store.state.until = -Infinity; }  // to be looked at anew
    store.soon = null;
  }

  signage.due = {stateOf, stateAt, storeOf, waiting, same, splice};
}(window.signage));
