/** For how many days what an action wrote is kept with it. */
export const outputDays = 7;
