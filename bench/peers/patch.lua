-- The request of bench/compare.py for wrk.
wrk.method = "PATCH"
wrk.headers["Accept"] = "application/vnd.api+json"
wrk.headers["Content-Type"] = "application/vnd.api+json"
wrk.headers["Authorization"] = "Bearer bench-token"
wrk.body = os.getenv("BENCH_BODY")
