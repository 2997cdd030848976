package dev.kagzi.test.contract;

class ChildContractTests extends ChildContract {

    @Override
    protected ContractServer newServer() {
        return new InMemoryContractServer();
    }
}
