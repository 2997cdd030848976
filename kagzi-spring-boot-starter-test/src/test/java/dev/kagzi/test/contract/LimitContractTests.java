package dev.kagzi.test.contract;

class LimitContractTests extends LimitContract {

    @Override
    protected ContractServer newServer() {
        return new InMemoryContractServer();
    }
}
