/* Long work that can be left at any of its steps and gone on with later: an old TV's next page turn must not wait for it.
   A task is a function that is run from its beginning each time; each of its steps is done once, and gives what it gave then. So between
   its steps a task may only do what costs little and comes to the same each time. Steps have steps within. */
(function (signage) {
  'use strict';
  var LEFT = {};  // thrown where a task is left
  var made = null, number = 0, until = Infinity, isOn = false;  // the steps around this place, the next one's number, when to leave, whether one was done since

  /** @param {function(): T} make @return {T} what that gives, or gave before. Outside of a task it is just done. @template T */
  function step(make) {
    var around = made, own, next;
    if (!around) { return make(); }
    own = around[number] = around[number] || {done: false, value: undefined, steps: []};
    next = number + 1;
    if (!own.done) {
      if (isOn && performance.now() >= until) { throw LEFT; }
      made = own.steps;
      number = 0;
      try { own.value = make(); } finally { made = around; }
      own.done = isOn = true;
      own.steps = null;
    }
    number = next;
    return own.value;
  }
  /**
   * Go on with a task, for one step at least. @param {function()} task @param {!Array} steps its own, none at first
   * @param {number} ms after which it is left @return {boolean} whether it has come to its end
   */
  function run(task, steps, ms) {
    var before = {made, number, until, isOn};
    made = steps;
    number = 0;
    until = performance.now() + ms;
    isOn = false;
    try {
      task();
      return true;
    } catch (e) {
      if (e !== LEFT) { throw e; }
      return false;
    } finally {
      made = before.made;
      number = before.number;
      until = before.until;
      isOn = before.isOn;
    }
  }

  signage.steps = {step, run};
}(window.signage));
