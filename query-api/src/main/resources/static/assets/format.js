/** How numbers, durations and instants are written. Pure; the caller says what time it is. */

const NUMBERS = new Intl.NumberFormat('en');
const TENTHS = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const ABSOLUTE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];
const JUST_NOW_MS = 10_000;

/** `1,234`, or a dash for null. */
export function count(value) {
  return value === null || value === undefined ? '–' : NUMBERS.format(value);
}

/** `71.4 %`, or a dash for null. */
export function percent(value) {
  return value === null || value === undefined ? '–' : `${TENTHS.format(value)} %`;
}

/** `37 ms`, `48.2 s`, `2 min 12 s`, `1 h 4 min`, or a dash for null. */
export function duration(millis) {
  if (millis === null || millis === undefined) {
    return '–';
  }
  if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  if (millis < 60_000) {
    return `${TENTHS.format(Math.floor(millis / 100) / 10)} s`;
  }
  const seconds = Math.floor(millis / 1000);
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  return `${NUMBERS.format(Math.floor(seconds / 3600))} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** `3 min ago`, `in 2 h`, `just now`. */
export function ago(instant, now) {
  const past = now - Date.parse(instant);
  if (Math.abs(past) < JUST_NOW_MS) {
    return 'just now';
  }
  const [unit, millis] = UNITS.find(([, size]) => Math.abs(past) >= size);
  const text = `${NUMBERS.format(Math.floor(Math.abs(past) / millis))} ${unit}`;
  return past < 0 ? `in ${text}` : `${text} ago`;
}

/** Date and time where the reader is. */
export function absolute(instant) {
  return ABSOLUTE.format(new Date(instant));
}

/** The time of day where the reader is, with seconds. */
export function clock(instant) {
  return CLOCK.format(new Date(instant));
}

/** `deviceCompliancePolicy` and `assigned_to` in words: `Device compliance policy`, `Assigned to`. */
export function words(name) {
  const text = name.replace(/[_.\-\s]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2').trim().toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** An id that is too long for its place, with its ends. */
export function shortId(id) {
  return id.length > 20 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id;
}
