package app

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/sojourn-auth/sojourn/internal/service"
	"github.com/sojourn-auth/sojourn/internal/upkeep"
)

// newRequests makes the metric of requests. Its labels are patterns and numbers: nothing from outside.
func newRequests() *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "sojourn_request_duration_seconds", Help: "Time to answer a request that is not a check.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
	}, []string{"route", "status"})
}

// serveMetrics serves Prometheus metrics on an address of their own, which is not for clients. The server that it
// returns is idle when no address is configured.
func (s *server) serveMetrics(uses *service.Service, keeper *upkeep.Upkeep, requests *prometheus.HistogramVec) (*http.Server, error) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		requests, &counts{uses: uses, keeper: keeper})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	web := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	if s.config.MetricsAddr == "" {
		return web, nil
	}
	listener, err := net.Listen("tcp", s.config.MetricsAddr)
	if err != nil {
		return nil, fmt.Errorf("--metrics-addr: %w", err)
	}
	go func() {
		if err := served(web.Serve(listener)); err != nil {
			s.log.Error("metrics are not served any more", "error", err.Error())
		}
	}()
	s.log.Info("metrics are served", "address", listener.Addr().String())
	return web, nil
}

// counts shows the counters of the service and what the last sweep found. No label holds anything from outside.
type counts struct {
	uses   *service.Service
	keeper *upkeep.Upkeep
}

// Describe says that the metrics are known only when they are collected.
func (c *counts) Describe(chan<- *prometheus.Desc) {}

// Collect reads the counters.
func (c *counts) Collect(metrics chan<- prometheus.Metric) {
	for _, count := range c.uses.Counts() {
		desc := prometheus.NewDesc("sojourn_"+count.Name+"_total", "Number of "+count.Name+" by outcome.", []string{"outcome"}, nil)
		metrics <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(count.Value), count.Outcome)
	}
	active := prometheus.NewDesc("sojourn_active_sessions", "Active sessions at the last sweep.", []string{"environment"}, nil)
	for environment, n := range c.keeper.Active() {
		metrics <- prometheus.MustNewConstMetric(active, prometheus.GaugeValue, float64(n), string(environment))
	}
}
