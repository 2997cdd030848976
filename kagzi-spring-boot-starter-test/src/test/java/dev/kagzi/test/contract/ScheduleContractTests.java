package dev.kagzi.test.contract;

class ScheduleContractTests extends ScheduleContract {

    @Override
    protected ContractServer newServer() {
        return new InMemoryContractServer();
    }
}
