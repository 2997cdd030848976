package dev.kagzi.test.contract;

class RunContractTests extends RunContract {

    @Override
    protected ContractServer newServer() {
        return new InMemoryContractServer();
    }
}
