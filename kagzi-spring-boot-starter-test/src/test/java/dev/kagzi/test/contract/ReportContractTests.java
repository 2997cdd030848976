package dev.kagzi.test.contract;

class ReportContractTests extends ReportContract {

    @Override
    protected ContractServer newServer() {
        return new InMemoryContractServer();
    }
}
