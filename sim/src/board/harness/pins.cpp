// The model's ports by number. PORTS is the number of front-panel ports.

namespace {

struct PortPins {
    CData *rx_clock, *rxd, *rx_dv, *rx_er, *tx_clock, *txd, *tx_en, *tx_er;
};

#define PORT_PINS(i)                                                                      \
    {                                                                                     \
        &model.rx_clock__024##i, &model.gmii_rxd__024##i, &model.gmii_rx_dv__024##i,      \
            &model.gmii_rx_er__024##i, &model.tx_clock__024##i, &model.gmii_txd__024##i,  \
            &model.gmii_tx_en__024##i, &model.gmii_tx_er__024##i                          \
    }

inline std::vector<PortPins> port_pins(Vmodel& model) {
    return {
        PORT_PINS(0), PORT_PINS(1),
#if PORTS > 2
        PORT_PINS(2),
#endif
#if PORTS > 3
        PORT_PINS(3),
#endif
#if PORTS > 4
        PORT_PINS(4),
#endif
#if PORTS > 5
        PORT_PINS(5),
#endif
#if PORTS > 6
        PORT_PINS(6),
#endif
#if PORTS > 7
        PORT_PINS(7),
#endif
    };
}

}  // namespace
