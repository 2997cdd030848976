package dev.kagzi.test.contract;

class ReadContractTests extends ReadContract {

    @Override
    protected ContractServer newServer() {
        return new InMemoryContractServer();
    }
}
