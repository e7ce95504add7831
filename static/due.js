/* What of a page is due now: the templates of a store by their times (docs/page.md, "Lists"). */
(function (signage) {
  'use strict';
  var clock = signage.clock, page = signage.page, serial = 0;

  function seconds(template, name) { var value = template.getAttribute(name); return value === null ? NaN : value * 1000; }
  /**
   * What is due of a store, and from when until when it is that: nothing is looked at again before. While the time is not known
   * it is what was due when the page was served.
   * @param {!Element} store a `<template data-due>`
   * @return {{due: !Array<!Element>, told: !Array<!Element>, id: number, from: number, until: number}} `told`: rows that wait only because
   *   their board looks no further ahead; `id`: another one whenever these are others
   */
  function stateOf(store) {
    var at = !clock.trust || clock.isUnsure ? page.number('data-now') : clock.moment, old = store.state, state;
    if (!old || at < old.from || at >= old.until) {
      state = {due: [], told: [], id: 0, from: -Infinity, until: Infinity};
      [].forEach.call(store.content.children, function (template) {
        var from = seconds(template, 'data-from'), until = seconds(template, 'data-until'), told = seconds(template, 'data-told');
        [from, until, told].forEach(function (edge) {
          if (edge <= at) { state.from = Math.max(state.from, edge); }
          if (edge > at) { state.until = Math.min(state.until, edge); }
        });
        if (!(from > at) && !(until <= at)) { state.due.push(template); }
        if (told <= at && from > at) { state.told.push(template); }
      });
      state.id = old && same(old.due, state.due) && same(old.told, state.told) ? old.id : serial += 1;
      if (!old || state.id !== old.id) { signage.report.onChange(); }
      store.state = old = state;
    }
    clock.wakeAt(old.until);
    return old;
  }
  function same(some, others) { return some.length === others.length && some.every(function (one, i) { return one === others[i]; }); }
  /** The templates of a panel that are due, of those that wait in its store. */
  function waiting(panel) {
    var store = panel.querySelector('template[data-due]');
    return store ? stateOf(store).due : [];
  }
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
  }

  signage.due = {stateOf: stateOf, waiting: waiting, same: same, splice: splice};
}(window.signage));
