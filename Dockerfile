# bartizan, without its demo. The root filesystem may be read-only: what it keeps lies in the volume /data.
#   docker build -t bartizan .
#   docker run --rm --read-only --tmpfs /tmp -v bartizan:/data \
#     --env-file <(aws configure export-credentials --format env-no-export) bartizan scan --aws
# compose.yaml runs it for a team.
FROM python:3.13-slim AS build
WORKDIR /source
COPY requirements.lock ./
# The tested versions; the hashes go, since the source itself can have none.
RUN sed -e '/--hash=/d' -e 's/ \\$//' requirements.lock > /constraints.txt && python -m venv /opt/bartizan
COPY pyproject.toml README.md LICENSE ./
COPY advisories advisories
COPY paths paths
COPY profiles profiles
COPY queries queries
COPY rules rules
COPY src src
RUN /opt/bartizan/bin/pip install --no-cache-dir --disable-pip-version-check -c /constraints.txt '.[serve,postgres,objects,telemetry]'

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home bartizan && install -d -o bartizan -g bartizan /data
COPY --from=build /opt/bartizan /opt/bartizan
ENV PATH=/opt/bartizan/bin:$PATH BARTIZAN_HOME=/data PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /data
VOLUME /data
ENTRYPOINT ["bartizan"]
CMD ["--help"]
