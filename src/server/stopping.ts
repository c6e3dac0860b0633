/** What a request is told that comes when the listener has closed already. */
export const STOPPING = 'this instance is stopping; nothing was done, and another one will do it';
