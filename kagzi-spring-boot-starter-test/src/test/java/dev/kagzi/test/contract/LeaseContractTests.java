package dev.kagzi.test.contract;

class LeaseContractTests extends LeaseContract {

    @Override
    protected ContractServer newServer() {
        return new InMemoryContractServer();
    }
}
