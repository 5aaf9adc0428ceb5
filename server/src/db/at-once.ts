const leastBytesAtOnce = 1024

/**
 * Text for PostgreSQL that minds no spaces at its end (an array, JSON, a setting), long enough to leave at once: a
 * message of less than 1024 bytes the driver holds back until the next turn of the loop (postgres 3.4.9), and until then
 * this process reads all else that has arrived.
 */
export const atOnce = (text: string): string => text.padEnd(leastBytesAtOnce)
