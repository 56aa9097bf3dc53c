# data.table's fread reading a CSV. Prints the seconds of each repetition as JSON.
#
#   Rscript fread.R FILE THREADS REPETITIONS
suppressPackageStartupMessages(library(data.table))
arguments <- commandArgs(trailingOnly = TRUE)
setDTthreads(as.integer(arguments[2]))
seconds <- c()
for (repetition in seq_len(as.integer(arguments[3]))) {
  began <- Sys.time()
  table <- fread(arguments[1], showProgress = FALSE)
  seconds <- c(seconds, as.numeric(difftime(Sys.time(), began, units = "secs")))
}
cat(sprintf('{"version": "%s", "threads": %d, "rows": %d, "seconds": {"read": [%s]}}\n',
            as.character(packageVersion("data.table")), getDTthreads(), nrow(table),
            paste(sprintf("%.6f", seconds), collapse = ", ")))
