// Each build writes the time here at which the next text is due.
export default "";
