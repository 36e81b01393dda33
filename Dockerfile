# Rasd and everything it needs, from the lock file. The folder /data is all that has to be kept.
FROM python:3.11-slim

WORKDIR /opt/rasd
COPY requirements.lock ./
RUN pip install --no-cache-dir --no-deps -r requirements.lock
COPY . ./
RUN pip install --no-cache-dir --no-deps --editable . \
    && useradd --create-home --uid 1000 rasd \
    && install --directory --owner rasd /data

USER 1000
ENV RASD_DATA=/data
VOLUME /data
CMD ["rasd", "serve"]
