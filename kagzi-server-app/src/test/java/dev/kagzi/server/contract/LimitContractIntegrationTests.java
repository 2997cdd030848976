package dev.kagzi.server.contract;

import dev.kagzi.server.test.ServerClient;
import dev.kagzi.test.contract.ContractServer;
import dev.kagzi.test.contract.LimitContract;
import org.springframework.beans.factory.annotation.Autowired;

@ContractTest
class LimitContractIntegrationTests extends LimitContract {

    @Autowired
    private ServerClient client;

    @Autowired
    private ContractTime time;

    @Override
    protected ContractServer newServer() {
        return new HttpContractServer(client, time);
    }
}
