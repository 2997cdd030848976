package dev.kagzi.test.contract;

class CompensationContractTests extends CompensationContract {

    @Override
    protected ContractServer newServer() {
        return new InMemoryContractServer();
    }
}
