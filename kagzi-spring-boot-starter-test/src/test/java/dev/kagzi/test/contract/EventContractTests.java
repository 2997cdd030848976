package dev.kagzi.test.contract;

class EventContractTests extends EventContract {

    @Override
    protected ContractServer newServer() {
        return new InMemoryContractServer();
    }
}
