/**
 * The nonce of this page's content security policy. The server puts it into every index.html it renders; the libraries
 * that add style elements while running (Mantine, CodeMirror, react-remove-scroll) have to be told.
 */
export const contentNonce: string = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
