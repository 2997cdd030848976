package dev.kagzi.test.contract;

class WorkerProtocolContractTests extends WorkerProtocolContract {

    @Override
    protected ContractServer newServer() {
        return new InMemoryContractServer();
    }
}
