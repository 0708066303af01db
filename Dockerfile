# One image for all three processes:
#   docker build --tag gatescope .
#   docker run --publish 8050:8050 --env SECRET_KEY=... gatescope          the web server
#   docker run --env DATABASE_URL=... --env REDIS_URL=... gatescope worker a worker; `release` makes the tables
# compose.yaml starts them together, with a Redis and a Postgres.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS build
# torch's CPU build; PyPI's Linux build brings CUDA, which is gigabytes.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
WORKDIR /app
RUN python -m venv /opt/python
ENV PATH=/opt/python/bin:$PATH
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --extra-index-url "$TORCH_INDEX" -r requirements.txt
COPY . .
RUN tools/build.sh

FROM python:${PYTHON}-slim
RUN useradd --system --uid 10001 --no-create-home gatescope && install -d -m 700 -o gatescope /data
WORKDIR /app
COPY --from=build /opt/python /opt/python
COPY --from=build /app /app
# Where the image runs on another kind of processor, its own machine code is put there at the first start.
RUN chown -R gatescope models/kernels/__pycache__
USER gatescope
ENV PATH=/opt/python/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data GATESCOPE_LOGS=json
VOLUME /data
EXPOSE 8050
# Only of the web server; compose.yaml turns it off for the others.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD \
    ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT') or 8050}/healthz\", timeout=4)"]
ENTRYPOINT ["tools/process.sh"]
CMD ["web"]
