/** The fewest characters of a password; the server refuses shorter ones. */
export const passwordLengthMin = 10;
